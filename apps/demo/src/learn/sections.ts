import type { SectionEntry } from './section.ts';

/** The theory in the order in which it is built. */
export const sections: readonly SectionEntry[] = [
  {
    id: 'jacobian',
    title: { en: 'The Jacobian of a map', zh: '映射的雅可比矩阵' },
    load: () => import('./jacobian/section.tsx'),
  },
  {
    id: 'determinant',
    title: { en: 'The determinant as signed area', zh: '行列式：有向面积' },
    load: () => import('./determinant/section.tsx'),
  },
  {
    id: 'change-of-variables',
    title: { en: 'Change of variables', zh: '变量替换' },
    load: () => import('./change-of-variables/section.tsx'),
  },
  {
    id: 'likelihood',
    title: { en: 'KL divergence and maximum likelihood', zh: 'KL 散度与极大似然' },
    load: () => import('./likelihood/section.tsx'),
  },
  {
    id: 'composition',
    title: { en: 'Composition: log-determinants add up', zh: '复合：对数行列式相加' },
    load: () => import('./composition/section.tsx'),
  },
  {
    id: 'coupling',
    title: { en: 'Affine coupling', zh: '仿射耦合' },
    load: () => import('./coupling/section.tsx'),
  },
  {
    id: 'alternating',
    title: { en: 'Alternating the roles', zh: '交替角色' },
    load: () => import('./alternating/section.tsx'),
  },
  {
    id: 'convolution',
    title: { en: 'The invertible 1×1 convolution', zh: '可逆 1×1 卷积' },
    load: () => import('./convolution/section.tsx'),
  },
  {
    id: 'multi-scale',
    title: { en: 'Multi-scale', zh: '多尺度' },
    load: () => import('./multi-scale/section.tsx'),
  },
];
